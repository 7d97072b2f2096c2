// Answers a JSON list of questions from standard input: how Python asks this implementation (see feel/typescript.py).
import { answer, type Question } from "./answers.ts";

declare const process: {
  stdin: AsyncIterable<Uint8Array>;
  stdout: { write(text: string): void };
};

const parts: string[] = [];
const decoder = new TextDecoder();
for await (const part of process.stdin) parts.push(decoder.decode(part, { stream: true }));
const questions = JSON.parse(parts.join("") + decoder.decode()) as Question[];
process.stdout.write(JSON.stringify(questions.map(answer)));
