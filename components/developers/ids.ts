const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** True for a whole id, spaces around it aside; half an id finds nothing. */
export const isId = (text: string): boolean => uuid.test(text.trim());
