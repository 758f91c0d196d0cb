/** An open line to one device. Bytes in, bytes out, nothing understood. */
export interface Link extends AsyncDisposable {
  /**
   * Resolves when the operating system took every byte. That is not "printed".
   * @throws device_offline: nothing was taken
   * @throws outcome_unknown: some bytes were taken, then the line broke or the signal fired
   */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** One consumer. Ends when the line closes, cleanly or not. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /**
   * Ends our side and resolves when the other side, having read all, ended its own: what a device that cannot answer can prove.
   * A wire without an end (serial) resolves when the last byte left this machine. Disposing afterwards is still needed. @throws outcome_unknown: it broke off, or did not end before the signal fired
   */
  finish(signal: AbortSignal): Promise<void>;
}

export interface Transport {
  /** For logs and errors, e.g. "tcp://192.0.2.7:9100". Holds no secret. */
  readonly address: string;
  /** @throws device_offline: no line could be opened  @throws device_busy: somebody else has it */
  open(signal: AbortSignal): Promise<Link>;
}
