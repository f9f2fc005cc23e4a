import { Component, type ReactNode } from "react";
import type { Json } from "../protocol";

interface Props {
  block: Json;
  children: ReactNode;
}

interface State {
  block: Json;
  error: Error | null;
}

/** Show what is inside, or which block failed and with what JSON. */
export class ErrorBox extends Component<Props, State> {
  state: State = { block: this.props.block, error: null };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  /** A changed block is tried again. */
  static getDerivedStateFromProps({ block }: Props, seen: State): State | null {
    return block === seen.block ? null : { block, error: null };
  }

  render() {
    if (!this.state.error) return this.props.children;
    const { block } = this.props;
    return (
      <div className="kit-box" role="note">
        <strong>This “{String(block.type)}” block could not be shown.</strong>{" "}
        {this.state.error.message}
        <details>
          <summary>Its JSON</summary>
          <pre>{JSON.stringify(block, null, 2)}</pre>
        </details>
      </div>
    );
  }
}
