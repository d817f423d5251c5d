/** Words of the first look, English: the source of the keys. */
export const welcome = {
  title: 'No host yet',
  body: 'Add a Raspberry Pi that you can reach over SSH. Nothing is installed on it to watch it; its workers and their Redis are found from there.',
  add: 'Add a host',
  fromConfig: 'Hosts of your ~/.ssh/config are offered in the form. A fleet file from a colleague can be imported there.',
  demoTitle: 'No Pi at hand?',
  demoBody: 'A demo fleet of simulated Pis, with things going wrong, starts with:',
} as const;
