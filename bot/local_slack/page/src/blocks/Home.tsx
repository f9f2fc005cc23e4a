import type { View } from "../protocol";
import { type Act, Blocks } from "./Blocks";
import type { People } from "./panel";

interface Props {
  view: View | null;
  people: People;
  act: Act;
}

/** Show the app's Home tab, or say that the app has not made one for this person. */
export function Home({ view, people, act }: Props) {
  if (!view) {
    return (
      <p className="kit-none">
        The app has not published a Home tab for you yet. It does so when it hears that you opened
        this tab.
      </p>
    );
  }
  return <Blocks blocks={view.blocks} people={people} act={act} />;
}
