/** Only the host's own name is set back; anything else after an @ tells something. */
import { expect, it } from 'vitest';
import { splitNodeName } from '#renderer/format/split-node-name.ts';

it.each([
  ['w1@pi', ['pi'], 'w1', '@pi'], ['w1@pi', ['farm', 'pi'], 'w1', '@pi'], ['w1@other', ['pi'], 'w1@other', ''], ['@pi', ['pi'], '@pi', ''],
  ['a@b@pi', ['pi'], 'a@b', '@pi'], ['plain', ['plain'], 'plain', ''], ['', [''], '', ''], ['w@', [''], 'w', '@'],
])('%s on %j', (name, hosts, own, repeated) => expect(splitNodeName(name, hosts)).toEqual({ own, repeated }));
