// Finding a place in what is in order, for both sides of the contract.

/**
 * Looks by halves, as in a phone book.
 * @returns the first index below `length` that passes where all after it do as well; else `length`
 */
export function firstIndex(length: number, passes: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
