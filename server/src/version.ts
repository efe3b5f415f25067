/** Version of the server, sent with every request that it makes. A test compares it with package.json. */
export const version = '0.1.0';
