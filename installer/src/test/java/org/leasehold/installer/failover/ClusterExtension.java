package org.leasehold.installer.failover;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Makes the cluster of a [FailoverTest], in a lab named after the class; JUnit closes it, as
/// everything in its store.
final class ClusterExtension implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(ClusterExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    var type = context.getRequiredTestClass();
    var wanted = Objects.requireNonNull(type.getAnnotation(FailoverTest.class));
    var cluster = Cluster.enrolled(labOf(type), wanted.hosts(), wanted.stores());
    context.getStore(SPACE).put(Cluster.class, cluster);
    for (int vm = 1; vm <= wanted.vms(); vm++) cluster.adopted("vm" + vm, "h1");
  }

  /// `PowerLossTest` runs in the lab `power-loss`.
  private static String labOf(Class<?> type) {
    return type.getSimpleName()
        .replaceFirst("Test$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /// No two copies ever wrote to one disk, whatever else a test is about.
  @Override
  public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
    cluster(context).verifyDisks();
  }

  private static Cluster cluster(ExtensionContext context) {
    return Objects.requireNonNull(context.getStore(SPACE).get(Cluster.class, Cluster.class));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }
}
