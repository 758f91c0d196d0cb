/** The automatic status of a Star printer. Source: STAR Line Mode Command Specifications Rev. 0.09, appendix 2. */
export interface Condition {
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly coverOpen: boolean;
  readonly paused: boolean;
  readonly jammed: boolean;
  readonly count: number;
  readonly isEtb: boolean;
}

const bit = (set: boolean, value: number): number => (set ? value : 0);

/** Version 3: nine bytes, up to printer status 7. */
export function asbOf(now: Condition): readonly number[] {
  const isOffline = now.paperOut || now.coverOpen || now.jammed || now.paused;
  const printer = bit(now.coverOpen, 0x20) | bit(isOffline, 0x08) | bit(now.isEtb, 0x02);
  const sensor = bit(now.paperOut, 0x08) | bit(now.paperNearEnd || now.paperOut, 0x04);
  const counter = ((now.count & 0x18) << 2) | ((now.count & 0x07) << 1);
  return [0x23, 0x06, printer, bit(now.jammed, 0x08), 0, sensor, 0, counter, 0];
}
