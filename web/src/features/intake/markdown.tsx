import type { ReactNode } from "react";

type Block =
  | { kind: "heading"; text: string }
  | { kind: "list"; isNumbered: boolean; items: string[] }
  | { kind: "words"; text: string };

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

/** Headings, lists and paragraphs; whatever else a draft holds stays plain words. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of markdown.split(/\r?\n/)) {
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    const item = ITEM.exec(line);
    const last = blocks.at(-1);
    if (!line.trim()) {
      isOpen = false;
    } else if (heading) {
      blocks.push({ kind: "heading", text: heading[1] ?? "" });
      isOpen = false;
    } else if (item) {
      const isNumbered = item[1] !== undefined;
      const text = item[2] ?? "";
      if (last?.kind === "list" && last.isNumbered === isNumbered) last.items.push(text);
      else blocks.push({ kind: "list", isNumbered, items: [text] });
      isOpen = false;
    } else if (isOpen && last?.kind === "words") {
      last.text += ` ${line.trim()}`;
    } else {
      blocks.push({ kind: "words", text: line.trim() });
      isOpen = true;
    }
  }
  return blocks;
}

/** A draft's words, as they were written. Nothing in them can become anything but words. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="grid max-w-prose gap-3 [overflow-wrap:anywhere]">
      {blocksOf(text).map((block, place) => {
        // A draft is replaced whole, so a block is its place.
        const key = `${place} ${block.kind}`;
        if (block.kind === "heading")
          return (
            <h4 key={key} className="mt-2 font-semibold">
              {bold(block.text)}
            </h4>
          );
        if (block.kind === "words") return <p key={key}>{bold(block.text)}</p>;
        const List = block.isNumbered ? "ol" : "ul";
        return (
          <List
            key={key}
            className={`grid gap-1 pl-5 ${block.isNumbered ? "list-decimal" : "list-disc"}`}
          >
            {block.items.map((item) => (
              <li key={item}>{bold(item)}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}

function bold(text: string): ReactNode[] {
  return text.split(/\*\*(.+?)\*\*/).map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: every other part is the bold one
    place % 2 === 1 ? <strong key={place}>{part}</strong> : part,
  );
}
