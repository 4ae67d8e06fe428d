import { Component, type ReactNode } from "react";
import { problemOf } from "../../backend";
import { Trouble } from "./trouble";

/** Keeps a fault in one part of the page from leaving a blank window: its sentence stands in place, with a way to try again. */
export class Catch extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: undefined };

  static getDerivedStateFromError(fault: unknown) {
    return { fault };
  }

  override render() {
    if (this.state.fault === undefined) return this.props.children;
    const code = problemOf(this.state.fault).code;
    return (
      <div className="grid h-full place-items-center p-6">
        <Trouble problem={{ code, message: "" }} onRetry={() => this.setState({ fault: undefined })} />
      </div>
    );
  }
}
