package org.leasehold.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command line gave back.
record Run(int exitCode, String out, String err) {
  static Run of(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) words[i] = arguments[i].toString();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
