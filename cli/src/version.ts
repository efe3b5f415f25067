/** Version of this client, sent with every report and request. A test compares it with package.json. */
export const version = '0.1.0';
