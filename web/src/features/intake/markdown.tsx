import type { ReactNode } from "react";

type Block =
  | { kind: "heading"; text: string }
  | { kind: "list"; isNumbered: boolean; items: string[] }
  | { kind: "quote"; text: string }
  | { kind: "words"; text: string };

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

/** Headings, lists, quotes and paragraphs; whatever else a draft holds stays plain words. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  let joint = " ";
  for (const line of markdown.split(/\r?\n/)) {
    const quote = /^>\s?(.*)$/.exec(line);
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
    } else if (quote) {
      blocks.push({ kind: "quote", text: quote[1] ?? "" });
      isOpen = false;
    } else if (isOpen && last?.kind === "words") {
      last.text += joint + line.trim();
    } else {
      blocks.push({ kind: "words", text: line.trim() });
      isOpen = true;
    }
    joint = / {2,}$/.test(line) ? "\n" : " ";
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
              {emphasized(block.text)}
            </h4>
          );
        if (block.kind === "quote")
          return (
            <blockquote key={key} className="border-l-2 border-line pl-3 font-voice">
              {emphasized(block.text)}
            </blockquote>
          );
        if (block.kind === "words")
          return (
            <p key={key} className="whitespace-pre-line">
              {emphasized(block.text)}
            </p>
          );
        const List = block.isNumbered ? "ol" : "ul";
        return (
          <List
            key={key}
            className={`grid gap-1 pl-5 ${block.isNumbered ? "list-decimal" : "list-disc"}`}
          >
            {block.items.map((item) => (
              <li key={item}>{emphasized(item)}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}

/** The words with what is between two stars bold and what is between single ones in italics. */
function emphasized(text: string): ReactNode[] {
  return text.split(/(\*\*.+?\*\*|\*\S(?:[^*]*\S)?\*)/).map((part, place) => {
    if (place % 2 === 0) return part;
    const isBold = part.startsWith("**");
    const Tag = isBold ? "strong" : "em";
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text keep their order
    return <Tag key={place}>{isBold ? part.slice(2, -2) : part.slice(1, -1)}</Tag>;
  });
}
