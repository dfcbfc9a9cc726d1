// Keys as they stand on the keyboard.

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
};

/** Each of `keys` is a press of its own: `Ctrl+K`. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="keys">
      {keys.map((press) => (
        <span key={press}>
          {press.split(/\+(?=.)/).map((key) => (
            <kbd key={key}>{SIGNS[key] ?? key}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
