/** The door of the questions room. */
export { createQuestionDesk, type QuestionDesk } from './question-desk.ts';
