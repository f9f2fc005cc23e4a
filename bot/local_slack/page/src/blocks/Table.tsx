import type { DataTableBlock, TableBlock } from "@slack/types";
import type { Json } from "../protocol";
import { Display } from "./Display";

type Cell = (TableBlock | DataTableBlock)["rows"][number][number];

/**
 * Show a table; its first row is the head. A raw cell is shown letter for letter, as Slack does.
 *
 * Source: https://docs.slack.dev/reference/block-kit/blocks/table-block and .../data-table-block.
 */
export function Table({ block }: { block: TableBlock | DataTableBlock }) {
  const [head = [], ...rows] = block.rows;
  const columns = block.type === "table" ? (block.column_settings ?? []) : [];
  const rowHead = block.type === "data_table" ? (block.row_header_column_index ?? 0) : -1;
  const look = (place: number) => ({
    textAlign: columns[place]?.align,
    whiteSpace: columns[place]?.is_wrapped ? ("pre-wrap" as const) : ("pre" as const),
  });
  return (
    // A wide table is scrolled by itself, with the keyboard too.
    <div className="kit-table" role="group" aria-label="Table" tabIndex={0}>
      <table>
        {block.type === "data_table" && <caption>{block.caption}</caption>}
        <thead>
          <tr>
            {head.map((cell, place) => (
              <th key={place} scope="col" style={look(place)}>
                <Content cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, place) =>
                place === rowHead ? (
                  <th key={place} scope="row" style={look(place)}>
                    <Content cell={cell} />
                  </th>
                ) : (
                  <td key={place} style={look(place)}>
                    <Content cell={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Content({ cell }: { cell: Cell }) {
  if (cell.type === "rich_text") return <Display block={cell as unknown as Json} />;
  return cell.text;
}
