package org.leasehold.app.cli;

import java.util.function.Function;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Entry point of `bin/leasehold`.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /// The whole command tree, as documented and as tested.
  public static CommandLine commandLine() {
    return new CommandLine(new Leasehold())
        .registerConverter(LeaseId.class, checked(LeaseId::new))
        .registerConverter(LockspaceName.class, checked(LockspaceName::new))
        .registerConverter(HostId.class, checked(text -> new HostId(Integer.parseInt(text))))
        .registerConverter(IoTimeout.class, checked(text -> new IoTimeout(Integer.parseInt(text))))
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(new UsageError())
        .setExecutionExceptionHandler(new Failure());
  }

  /// What the model refuses is a wrong argument, in the model's own sentence.
  private static <T> ITypeConverter<T> checked(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a number");
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }
}
