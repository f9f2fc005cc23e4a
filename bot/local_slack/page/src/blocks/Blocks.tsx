import "slack-blocks-to-jsx/dist/style.css";
import "./blocks.css";

import { useMemo, useRef } from "react";
import type { Json, Values } from "../protocol";
import { Block } from "./Block";
import { useConfirmation } from "./Confirmation";
import { type Act, PanelContext, type People } from "./panel";
import { useValues, withValue } from "./values";

export type { Act };

interface Props {
  blocks: Json[];
  people: People;
  act: Act;
  errors?: Record<string, string>;
  values?: Values; // with onValues: the caller keeps what is entered; else it is kept here
  onValues?: (values: Values) => void;
}

const NO_ERRORS = {};

/** Show the blocks of one message, modal or Home tab. */
export function Blocks({ blocks, people, act, errors = NO_ERRORS, ...given }: Props) {
  const [kept, keep] = useValues(blocks);
  const values = given.values ?? kept;
  const change = given.onValues ?? keep;
  const [question, confirmed] = useConfirmation();

  // An upload that ends late adds to what is entered by then, not to what was when it began.
  const latest = useRef(values);
  latest.current = values;
  const panel = useMemo(() => {
    const enter = (block_id: string, action_id: string, value: Json) => {
      latest.current = withValue(latest.current, block_id, action_id, value);
      change(latest.current);
      return latest.current;
    };
    return { people, values, errors, enter, act, confirmed };
  }, [people, values, errors, change, act, confirmed]);

  return (
    <PanelContext value={panel}>
      <div className="kit">
        {blocks.map((block, place) => (
          <Block key={String(block.block_id ?? place)} block={block} />
        ))}
      </div>
      {question}
    </PanelContext>
  );
}
