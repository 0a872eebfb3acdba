/** How long and how hard, as `cargo xtask soak` was told. */

const number = (name: string, usual: number) => {
  const value = Number(process.env[name] ?? usual);
  if (!(value > 0)) throw new Error(`${name} is no number above zero`);
  return value;
};

export const MINUTES = number("CTI_SOAK_MINUTES", 0.6);
/** Events a second in the room. */
export const RATE = number("CTI_SOAK_RATE", 200);
/** Seconds from one cut to the next. */
export const CUT_EVERY = number("CTI_SOAK_CUT_EVERY", 8);
/** Agents in the room: enough that a storm is not all about one of them, few enough that ours has much to do. */
export const USERS = 40;
