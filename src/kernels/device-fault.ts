/** The device failed: `lost` is gone for good and must be opened again, `memory` is full, `error` did not do its work. */
export class DeviceFault extends Error {
  readonly kind: 'unavailable' | 'lost' | 'memory' | 'error';
  constructor(kind: DeviceFault['kind'], message: string) {
    super(message);
    this.name = 'DeviceFault';
    this.kind = kind;
  }
}
