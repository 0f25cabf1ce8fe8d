import { Argument, Command, Option } from '@commander-js/extra-typings';
import { localStage, paths } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import { answerQuestions } from '../../jobs/index.ts';
import { type AnswerName, answerNames, questions } from '../../transforms/index.ts';
import { sayAnswer } from '../answers.ts';
import { idOption, jsonOption, tablesOption } from '../options.ts';
import { csv, say, sayJson, type Terminal, textTable } from '../output.ts';
import { answersOfStack } from '../stack-answers.ts';

/** `pinflow query` */
export function queryCommand(terminal: Terminal) {
  return new Command('query')
    .description(
      'Answer the eight questions from the tables of this machine or of a deployed stack; without a name, list them.',
    )
    .addArgument(new Argument('[answers...]', 'names of answers').choices(answerNames))
    .option('--all', 'all of them')
    .addOption(tablesOption())
    .addOption(stackOption())
    .addOption(idOption())
    .addOption(new Option('--from <path>', 'which path filled the tables').choices(paths).default('batch' as const))
    .addOption(new Option('--csv', 'print one answer as CSV').conflicts('json'))
    .addOption(jsonOption())
    .action(async (given, { all, tables, stack, id, from, csv: asCsv, json }) => {
      const wanted = all ? answerNames : (given as AnswerName[]);
      if (wanted.length === 0) return json ? sayJson(terminal, { questions: listed() }) : list(terminal);
      if (tables === undefined && stack === undefined) {
        throw new PinflowError(
          'USAGE',
          'which tables? Give --tables, a folder of Delta tables, or --stack, a deployed stack',
        );
      }
      if (asCsv && wanted.length > 1) throw new PinflowError('USAGE', '--csv prints one answer: name one');
      const answers =
        tables === undefined
          ? await answersOfStack(stack as string, from, wanted, terminal.signal)
          : await answerQuestions({ stage: localStage(id), tables, from }, wanted);
      if (json) return sayJson(terminal, answers);
      for (const name of wanted) {
        if (asCsv) terminal.stdout.write(csv(questions[name].columns, answers[name]));
        else sayAnswer(terminal.stdout, name, answers[name]);
      }
    });
}

function stackOption() {
  return new Option(
    '--stack <stack>',
    'a deployed stack instead: its tables in Unity Catalog, through its SQL warehouse, with the credentials in DATABRICKS_TOKEN, or in DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET',
  ).conflicts(['tables', 'id']);
}

function listed() {
  return answerNames.map((name) => {
    const { number, title, columns } = questions[name];
    return { name, number, title, columns };
  });
}

function list({ stdout }: Terminal): void {
  say(stdout, ...textTable(['number', 'name', 'title'], listed()));
  say(
    stdout,
    '',
    'Answer one: pinflow query NAME --tables DIR; all: pinflow query --all --tables DIR',
    'From a deployed stack: --stack STACK instead of --tables DIR',
  );
}
