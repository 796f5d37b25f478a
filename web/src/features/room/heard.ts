/** Where one tab keeps what was said, for the page after the talk. */
export const heardKey = (sessionId: string) => `interview_heard_${sessionId}`;
