import { type Connection, openConnection } from '../connection.ts';

/** Connections that carry one request at a time each: as many as are needed at once, up to a bound. */
export interface Lines {
  /**
   * Sends on a free connection or on a new one, and calls `end` once. Returns what gives the request up, without a call;
   * undefined where too many are under way.
   */
  send(bytes: Buffer, end: (how: number | 'lost') => void): (() => void) | undefined;
  close(): void;
}

interface Line {
  connection: Connection | undefined;
  end: ((how: number | 'lost') => void) | undefined;
  isGone: boolean;
}

export function createLines(port: number, most: number): Lines {
  const idle: Line[] = [];
  let open = 0;

  function finish(line: Line, how: number | 'lost'): void {
    const { end } = line;
    line.end = undefined;
    end?.(how);
  }

  function drop(line: Line): void {
    if (line.isGone) return;
    line.isGone = true;
    open -= 1;
    const at = idle.indexOf(line);
    if (at >= 0) idle.splice(at, 1);
    line.connection?.close();
    finish(line, 'lost');
  }

  function openLine(bytes: Buffer, end: Line['end']): Line {
    const line: Line = { connection: undefined, end, isGone: false };
    open += 1;
    const onAnswer = (status: number) => {
      idle.push(line);
      finish(line, status);
    };
    openConnection(port, onAnswer, () => drop(line)).then(
      (connection) => {
        if (line.isGone) return connection.close();
        line.connection = connection;
        connection.send(bytes);
      },
      () => drop(line),
    );
    return line;
  }

  return {
    send(bytes, end) {
      let line = idle.pop();
      if (line !== undefined) {
        line.end = end;
        line.connection?.send(bytes);
      } else if (open < most) line = openLine(bytes, end);
      else return undefined;
      const used = line;
      return () => {
        used.end = undefined;
        drop(used);
      };
    },
    close() {
      for (const line of [...idle]) drop(line);
    },
  };
}
