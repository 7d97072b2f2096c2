// The language as a table: `grammar.json`, which the Python reads too. Source: OMG DMN 1.3 to 1.5, clause 10.3.
import table from "../../feel/grammar.json" with { type: "json" };

export interface Signature {
  does: string;
  takes: string[][];
  gives: string;
}

interface Table {
  limits: { source: number; nesting: number; height: number; depth: number; steps: number; loop: number; text: number; calls: number; callHeight: number };
  spaces: number[][];
  nameStart: number[][];
  namePart: number[][];
  fullWidth: Record<string, string>;
  keywords: string[];
  symbols: string[];
  escapes: Record<string, string>;
  infix: Record<string, number>;
  negation: number;
  instance: number;
  unaryTests: string[];
  forms: Record<string, string[]>;
  simpleTypes: string[];
  referenceTypes: string[];
  operators: Record<string, (string | string[])[]>;
  properties: Record<string, Record<string, string>>;
  functions: Record<string, Signature[]>;
  typeWords: Record<string, string[]>;
  patternBlocks: Record<string, number[]>;
  patternReasons: Record<string, string[]>;
  faults: Record<string, string[]>;
}

const TABLE = table as unknown as Table;

export const LIMITS = TABLE.limits;
export const KEYWORDS = new Set(TABLE.keywords);
/** Longest first, so that `**` is not read as two signs. */
export const SYMBOLS = [...TABLE.symbols].sort((one, other) => other.length - one.length);
export const INFIX = new Map(Object.entries(TABLE.infix));
export const FORMS = new Map(Object.entries(TABLE.forms));
export const UNARY_TESTS = new Set(TABLE.unaryTests);
export const NEGATION = TABLE.negation;
export const INSTANCE = TABLE.instance;
export const FULL_WIDTH = new Map(Object.entries(TABLE.fullWidth));
export const ESCAPES = new Map(Object.entries(TABLE.escapes));
export const SIMPLE_TYPES = TABLE.simpleTypes;
export const REFERENCE_TYPES = new Set(TABLE.referenceTypes);
export const OPERATORS = new Map(Object.entries(TABLE.operators)) as Map<string, string[][]>;
export const ORDERED = new Set(TABLE.operators["order"] as string[]);
export const PROPERTIES = new Map(
  Object.entries(TABLE.properties).map(([kind, names]) => [kind, new Map(Object.entries(names))]),
);
export const FUNCTIONS = new Map(Object.entries(TABLE.functions));
export const TYPE_WORDS = new Map(Object.entries(TABLE.typeWords));
export const PATTERN_BLOCKS = new Map(Object.entries(TABLE.patternBlocks));
export const PATTERN_REASONS = new Map(Object.entries(TABLE.patternReasons));
export const FAULTS = new Map(Object.entries(TABLE.faults));

/** Grammar rules 61 and 62. */
export const isSpace = (code: number): boolean => within(code, TABLE.spaces);
/** Grammar rule 28, without the full-width signs that people type by mistake. */
export const startsName = (code: number): boolean => within(code, TABLE.nameStart);
/** Grammar rule 29. */
export const continuesName = (code: number): boolean => startsName(code) || within(code, TABLE.namePart);

function within(code: number, ranges: number[][]): boolean {
  return ranges.some((range) => (range[0] as number) <= code && code <= (range[1] as number));
}
