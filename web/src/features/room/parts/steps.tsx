/** What comes, in order; the first is now. */
export function Steps({ steps }: { steps: [string, string][] }) {
  return (
    <ol className="ml-1.5">
      {steps.map(([when, what], place) => (
        <li
          key={when}
          className="relative border-l-2 border-line pb-6 pl-5 last:border-transparent last:pb-0"
        >
          <span
            className={`drawn absolute top-1.5 -left-[8px] size-3.5 rounded-full border-2 ${place === 0 ? "border-text bg-text" : "border-edge bg-bg"}`}
          />
          <p className="font-[550]">{when}</p>
          <p className="text-text2">{what}</p>
        </li>
      ))}
    </ol>
  );
}
