/** Plays one recording's images and tells its parent of each; a gateway that takes its process down takes only this one. */
import { judgePulls, type PullsOptions } from "./judge-pulls.ts";

process.once("message", (options: PullsOptions) => {
  void judgePulls(options, (verdict) => void process.send?.(verdict)).then(() => process.disconnect());
});
