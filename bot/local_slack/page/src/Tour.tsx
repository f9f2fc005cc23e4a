// Five clicks for a newcomer; each really does what it says, as the person it names.

import { useState } from "react";
import { Icon } from "./Icon";
import type { Known } from "./live";
import type { Perform } from "./perform";
import { asking } from "./place";
import type { Json } from "./protocol";

interface Step {
  name: string;
  look: string;
  as: string; // a person's short name
  line?: string; // what they type; without it they share the last answer
}

/** Give the steps that this app can do: it says what it can in its usage hint. */
export function steps(hint: string): Step[] {
  const can = (word: string) => hint.split(" | ").find((one) => one.split(" ")[0] === word);
  const complete = can("complete");
  return [
    {
      name: "Ask",
      as: "social.worker",
      line: "/ofsted status",
      look: "You are a social worker. Only you see the answer: how each area of the plan is going, in words, with where it is written.",
    },
    {
      name: "One area",
      as: "social.worker",
      line: "/ofsted status missing-children",
      look: "Ofsted's exact words, the figures with their period and source, and what the plan does not say.",
    },
    {
      name: "Share it",
      as: "social.worker",
      look: "The answer is in the channel now, for everyone, with who shared it.",
    },
    complete
      ? {
          name: "Complete",
          as: "pod.manager",
          line: "/ofsted complete MC-3",
          look: "You are the pod manager now, who can mark an action complete with its evidence. The shared answer is above.",
        }
      : {
          name: "Overdue",
          as: "pod.manager",
          line: "/ofsted overdue",
          look: "You are the pod manager now: the shared answer is above, and this is what is past its date, and what has none.",
        },
    can("weekly")
      ? {
          name: "Weekly post",
          as: "pod.manager",
          line: "/ofsted weekly preview",
          look: "This is what the channel is told each week, before it is posted.",
        }
      : {
          name: "Done this year",
          as: "pod.manager",
          line: "/ofsted completed this year",
          look: "What was finished since April; where the plan gives no date, the answer says so and does not guess.",
        },
  ];
}

interface Props {
  known: Known;
  say: (as: string, channel: string, line: string) => void;
  perform: Perform;
  complain: (error: string) => void;
  close: () => void;
}

export function Tour({ known, say, perform, complain, close }: Props) {
  const [done, setDone] = useState(0);
  const all = steps(known.app.commands.map((one) => one.usage_hint).join(" | "));
  function take({ as, line }: Step, at: number): void {
    const who = known.users.find((one) => one.name === as)?.id ?? known.you;
    const channel = asking(known.places);
    if (!channel) return complain("The app is in no channel that you can write in.");
    setDone(at + 1);
    if (line) say(who, channel.id, line);
    else share(known, perform, complain);
  }
  return (
    <section className="tour" aria-label="Tour">
      <h2>Tour</h2>
      <ol>
        {all.map((step, at) => (
          <li key={step.name}>
            <button type="button" className="plain" aria-current={at === done ? "step" : undefined} onClick={() => take(step, at)}>
              {at + 1}. {step.name}
            </button>
          </li>
        ))}
      </ol>
      <p role="status">{all[done - 1]?.look ?? "Five clicks through the bot. Each does a real thing; explore as you like between them."}</p>
      <button type="button" className="icon-button" aria-label="Close Tour" title="Close Tour" onClick={close}>
        <Icon name="close" />
      </button>
    </section>
  );
}

/** Press "Share in channel" under the newest answer that has it, as the person would. */
function share(known: Known, perform: Perform, complain: (error: string) => void): void {
  const all = Object.values(known.messages).flat();
  const answers = all.filter((one) => one.visible_to === known.you).sort((one, other) => (one.ts > other.ts ? -1 : 1));
  for (const { channel, ts, blocks } of answers) {
    const action = blocks.map(sharing).find((one) => one !== undefined);
    if (action) return void perform({ do: "act", channel, ts, action, values: {} });
  }
  complain("There is no answer to share yet: take step 2 first.");
}

function sharing(block: Json): Json | undefined {
  const elements = block.type === "actions" ? (block.elements as Json[]) : [];
  const button = elements.find((one) => (one.text as Json | undefined)?.text === "Share in channel");
  return button && { ...button, block_id: block.block_id };
}
