/** Waiting cannot help: another gateway runs, or the database is newer than this program. A person must act. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
}
