/** Three things to know, side by side where there is room. */
export function Facts({ facts }: { facts: [string, string][] }) {
  return (
    <ul className="mt-6 grid divide-y divide-line border-y border-line pad:grid-cols-3 pad:divide-x pad:divide-y-0 pad:py-3.5">
      {facts.map(([bold, rest]) => (
        <li key={bold} className="py-2.5 pad:px-4 pad:py-0 pad:first:pl-0 pad:last:pr-0">
          <p className="font-[550]">{bold}</p>
          <p className="text-small text-balance text-text3">{rest}</p>
        </li>
      ))}
    </ul>
  );
}
