export type Effort = {
  rounds: number;
  /** of each measurement */
  seconds: number;
};
