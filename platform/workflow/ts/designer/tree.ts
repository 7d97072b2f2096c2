// The drawing as a tree: steps one below the other, branches side by side. Every change makes a new tree, so that what
// was before can be had again.

/** A step with the settings that the server knows; `branches` where the ways part. */
export interface Step {
  key: string;
  kind: string;
  name?: string;
  branches?: Branch[];
  to?: string;
  rejected?: string;
  [setting: string]: unknown;
}

export interface Branch {
  name?: string;
  when?: string;
  otherwise?: boolean;
  steps?: Step[];
}

export interface Drawing {
  start: Step;
  steps: Step[];
}

/** Where a step stands or shall stand: before the `at`th step of a branch, or of the drawing itself. */
export interface Place {
  fork: string | null;
  branch: number;
  at: number;
}

export const FORKS: ReadonlySet<string> = new Set(["condition", "parallel", "inclusive"]);
export const HUMAN: ReadonlySet<string> = new Set(["approve", "handle"]);

/** Every step in the order of reading, with its place and how deep it lies. */
export function* walk(drawing: Drawing): Generator<{ step: Step; place: Place; depth: number }> {
  yield* inside(drawing.steps, null, 0, 0);
}

function* inside(steps: Step[], fork: string | null, branch: number, depth: number): Generator<{ step: Step; place: Place; depth: number }> {
  for (const [at, step] of steps.entries()) {
    yield { step, place: { fork, branch, at }, depth };
    for (const [number, one] of (step.branches ?? []).entries()) yield* inside(one.steps ?? [], step.key, number, depth + 1);
  }
}

/** The step of a key; the start is one too. */
export function find(drawing: Drawing, key: string): Step | undefined {
  if (drawing.start.key === key) return drawing.start;
  for (const { step } of walk(drawing)) if (step.key === key) return step;
  return undefined;
}

/** Where a step stands. */
export function placeOf(drawing: Drawing, key: string): Place | undefined {
  for (const { step, place } of walk(drawing)) if (step.key === key) return place;
  return undefined;
}

/** The steps of a branch, or of the drawing itself. */
export function stepsAt(drawing: Drawing, place: Pick<Place, "fork" | "branch">): Step[] {
  if (place.fork === null) return drawing.steps;
  const branch = find(drawing, place.fork)?.branches?.[place.branch];
  if (!branch) throw new Error(`no branch ${place.branch} of ${place.fork}`);
  return (branch.steps ??= []);
}

/** Steps of people that come before a step on its own way, the start first: to these one can return. */
export function before(drawing: Drawing, key: string): Step[] {
  const found = [drawing.start];
  const look = (steps: Step[]): boolean => {
    const mine: Step[] = [];
    for (const step of steps) {
      if (step.key === key) {
        found.push(...mine);
        return true;
      }
      if (HUMAN.has(step.kind)) mine.push(step);
      for (const branch of step.branches ?? []) {
        const length = found.length;
        if (look(branch.steps ?? [])) {
          found.splice(length, 0, ...mine);
          return true;
        }
      }
      // What lies in the branches of a fork before it counts too, once the branches have met.
      for (const branch of step.branches ?? []) for (const { step: one } of inside(branch.steps ?? [], null, 0, 0)) if (HUMAN.has(one.kind)) mine.push(one);
    }
    return false;
  };
  if (key !== drawing.start.key) look(drawing.steps);
  return found;
}

/** A key that no step has. */
export function fresh(drawing: Drawing, kind: string, taken: ReadonlySet<string> = new Set()): string {
  const known = new Set([drawing.start.key, "end", ...[...walk(drawing)].map(({ step }) => step.key), ...taken]);
  for (let number = 1; ; number++) if (!known.has(`${kind}${number}`)) return `${kind}${number}`;
}

/** A drawing with one step more. */
export function insert(drawing: Drawing, place: Place, step: Step): Drawing {
  const next = structuredClone(drawing);
  stepsAt(next, place).splice(place.at, 0, step);
  return next;
}

/** A drawing without a step and what lies in it. */
export function remove(drawing: Drawing, key: string): Drawing {
  const place = placeOf(drawing, key);
  if (!place) return drawing;
  const next = structuredClone(drawing);
  stepsAt(next, place).splice(place.at, 1);
  return next;
}

/** A drawing in which a step stands elsewhere; `place` as it is before the move. Into itself nothing moves. */
export function move(drawing: Drawing, key: string, place: Place): Drawing {
  const from = placeOf(drawing, key);
  const step = find(drawing, key);
  if (!from || !step || isInside(step, place.fork)) return drawing;
  const isSame = from.fork === place.fork && from.branch === place.branch;
  if (isSame && (place.at === from.at || place.at === from.at + 1)) return drawing;
  const next = remove(drawing, key);
  stepsAt(next, place).splice(isSame && from.at < place.at ? place.at - 1 : place.at, 0, structuredClone(step));
  return next;
}

function isInside(step: Step, fork: string | null): boolean {
  if (fork === null) return false;
  if (step.key === fork) return true;
  return (step.branches ?? []).some((branch) => (branch.steps ?? []).some((one) => isInside(one, fork)));
}

/** A step to be put in once more: with keys of its own, and ways back among its copies. */
export function copied(drawing: Drawing, step: Step): Step {
  const names = new Map<string, string>();
  const note = (one: Step): void => {
    names.set(one.key, fresh(drawing, one.kind, new Set(names.values())));
    for (const branch of one.branches ?? []) (branch.steps ?? []).forEach(note);
  };
  note(step);
  const rename = (one: Step): Step => ({
    ...structuredClone(one),
    key: names.get(one.key) ?? one.key,
    ...(one.to !== undefined ? { to: names.get(one.to) ?? one.to } : {}),
    ...(one.rejected !== undefined ? { rejected: names.get(one.rejected) ?? one.rejected } : {}),
    ...(one.branches ? { branches: one.branches.map((branch) => ({ ...structuredClone(branch), steps: (branch.steps ?? []).map(rename) })) } : {}),
  });
  return rename(step);
}

/** A drawing with the settings of a step set anew; its branches stay. */
export function change(drawing: Drawing, key: string, settings: Step): Drawing {
  const next = structuredClone(drawing);
  const step = find(next, key);
  if (!step) return drawing;
  const branches = step.branches;
  for (const name of Object.keys(step)) delete step[name];
  Object.assign(step, structuredClone(settings), { key }, branches ? { branches } : {});
  return next;
}

/** A drawing with what a branch is called and when it is taken set anew. */
export function changeBranch(drawing: Drawing, fork: string, number: number, settings: Branch): Drawing {
  const next = structuredClone(drawing);
  const branches = find(next, fork)?.branches;
  const branch = branches?.[number];
  if (!branches || !branch) return drawing;
  branches[number] = { ...structuredClone(settings), steps: branch.steps ?? [] };
  // Only one branch is for all other cases.
  if (settings.otherwise) for (const [at, other] of branches.entries()) if (at !== number) delete other.otherwise;
  return next;
}

/** A drawing with one branch more; it stands before the one for all other cases. */
export function addBranch(drawing: Drawing, fork: string): Drawing {
  const next = structuredClone(drawing);
  const branches = find(next, fork)?.branches;
  if (!branches) return drawing;
  const last = branches.at(-1)?.otherwise ? branches.length - 1 : branches.length;
  branches.splice(last, 0, { steps: [] });
  return next;
}

/** A drawing without a branch. Of two branches the other's steps take the place of the fork. */
export function removeBranch(drawing: Drawing, fork: string, number: number): Drawing {
  const next = structuredClone(drawing);
  const step = find(next, fork);
  const place = placeOf(next, fork);
  if (!step?.branches || !place) return drawing;
  step.branches.splice(number, 1);
  if (step.branches.length < 2) stepsAt(next, place).splice(place.at, 1, ...(step.branches[0]?.steps ?? []));
  return next;
}

/** A drawing in which a branch stands one further to the left or right. */
export function moveBranch(drawing: Drawing, fork: string, number: number, by: -1 | 1): Drawing {
  const next = structuredClone(drawing);
  const branches = find(next, fork)?.branches;
  const branch = branches?.[number];
  const other = branches?.[number + by];
  if (!branches || !branch || !other) return drawing;
  branches[number] = other;
  branches[number + by] = branch;
  return next;
}

/** A new step of a kind, as it is when it is put in. */
export function made(drawing: Drawing, kind: string, names: (name: string) => string): Step {
  const key = fresh(drawing, kind);
  if (kind === "parallel") return { key, kind, branches: [{ steps: [] }, { steps: [] }] };
  if (FORKS.has(kind)) return { key, kind, branches: [{ steps: [] }, { name: names("otherwise"), otherwise: true, steps: [] }] };
  return { key, kind, name: names(kind) };
}
