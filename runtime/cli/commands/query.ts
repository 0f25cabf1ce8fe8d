import { Argument, Command, Option } from '@commander-js/extra-typings';
import { localStage, paths } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import { answerQuestions } from '../../jobs/index.ts';
import { type AnswerName, answerNames, questions } from '../../transforms/index.ts';
import { sayAnswer } from '../answers.ts';
import { idOption, jsonOption, tablesOption } from '../options.ts';
import { csv, say, sayJson, type Terminal, textTable } from '../output.ts';

/** `pinflow query` */
export function queryCommand(terminal: Terminal) {
  return new Command('query')
    .description('Answer the eight questions from the Delta tables; without a name, list them.')
    .addArgument(new Argument('[answers...]', 'names of answers').choices(answerNames))
    .option('--all', 'all of them')
    .addOption(tablesOption())
    .addOption(idOption())
    .addOption(new Option('--from <path>', 'which path filled the tables').choices(paths).default('batch' as const))
    .addOption(new Option('--csv', 'print one answer as CSV').conflicts('json'))
    .addOption(jsonOption())
    .action(async (given, { all, tables, id, from, csv: asCsv, json }) => {
      const wanted = all ? answerNames : (given as AnswerName[]);
      if (wanted.length === 0) return json ? sayJson(terminal, { questions: listed() }) : list(terminal);
      if (tables === undefined) {
        throw new PinflowError('USAGE', '--tables is missing: give the folder of the Delta tables');
      }
      if (asCsv && wanted.length > 1) throw new PinflowError('USAGE', '--csv prints one answer: name one');
      const answers = await answerQuestions({ stage: localStage(id), tables, from }, wanted);
      if (json) return sayJson(terminal, answers);
      for (const name of wanted) {
        if (asCsv) terminal.stdout.write(csv(questions[name].columns, answers[name]));
        else sayAnswer(terminal.stdout, name, answers[name]);
      }
    });
}

function listed() {
  return answerNames.map((name) => {
    const { number, title, columns } = questions[name];
    return { name, number, title, columns };
  });
}

function list({ stdout }: Terminal): void {
  say(stdout, ...textTable(['number', 'name', 'title'], listed()));
  say(stdout, '', 'Answer one: pinflow query NAME --tables DIR; all: pinflow query --all --tables DIR');
}
