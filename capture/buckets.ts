// How time is cut into buckets for charts.

/** Widths a bucket may have, in nanoseconds: round numbers on a clock, from 100 ms to a day. */
const BUCKET_WIDTHS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400,
].map((seconds) => seconds * 1e9);

/** The narrowest width with which `span` nanoseconds fit into `buckets` buckets, whatever their phase. */
export function bucketWidth(span: number, buckets: number): number {
  const widest = BUCKET_WIDTHS.at(-1) as number;
  const fitting = BUCKET_WIDTHS.find((width) => span / width <= buckets - 1);
  return fitting ?? widest * Math.ceil(span / widest / (buckets - 1));
}
