import type { Command } from 'commander';

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isEmpty) : typeof value === 'string' && value.trim() === '';

/**
 * Has a program and all its commands refuse arguments and options that are given without anything in them, as a script does whose variable is
 * not set (`afterword backup "$FOLDER"`): an empty path would be the current folder.
 */
export function refuseEmptyArguments(program: Command): Command {
  return program.hook('preAction', (_, command) => {
    command.registeredArguments.forEach((argument, index) => {
      const [open, close] = argument.required ? '<>' : '[]';
      if (isEmpty(command.processedArgs[index])) refuse(command, `argument ${open}${argument.name()}${close}`);
    });
    for (const option of command.options) {
      const name = option.attributeName();
      if (command.getOptionValueSource(name) === 'cli' && isEmpty(command.getOptionValue(name)))
        refuse(command, `option ${option.flags}`);
    }
  });
}

const refuse = (command: Command, what: string): never =>
  command.error(`error: the ${what} is empty; give it a value, or leave it out where it is not needed`);
