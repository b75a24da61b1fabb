package org.leasehold.agent.hook;

/// The mark that a saved image of a protected VM carries in its domain XML: the version of the
/// lease it was held at (S10).
///
/// Whoever saves a protected VM puts [#element] into the `<metadata>` of the XML that is saved with
/// it; an image without it is never restored.
public final class SavedVersion {
  static final String NAMESPACE = "urn:leasehold:saved:1";

  private SavedVersion() {}

  public static String element(long leaseVersion) {
    return "<leasehold:saved xmlns:leasehold='%s' version='%d'/>"
        .formatted(NAMESPACE, leaseVersion);
  }
}
