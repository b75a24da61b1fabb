package org.leasehold.agent.hook;

/// The mark that a VM of Leasehold carries in the `<metadata>` of its live XML: the version of its
/// lease, as proven last (S10). libvirt puts the live XML into a saved image, so the image says at
/// which version it was made; one without the mark is never restored.
///
/// The mark may lag behind the lease (an agent that was ended between the proof and the mark): then
/// an image is refused that could have been restored, never the other way round.
public final class SavedVersion {
  public static final String NAMESPACE = "urn:leasehold:saved:1";

  /// Of the namespace in the XML.
  public static final String PREFIX = "leasehold";

  private SavedVersion() {}

  /// As libvirt takes it: the namespace is given beside it.
  ///
  /// @see "libvirt include/libvirt/libvirt-domain.h: virDomainSetMetadata"
  public static String bare(String leaseVersion) {
    return "<saved version='%s'/>".formatted(leaseVersion);
  }

  /// As it then stands in the XML.
  static String element(long leaseVersion) {
    return "<%s:saved xmlns:%s='%s' version='%d'/>"
        .formatted(PREFIX, PREFIX, NAMESPACE, leaseVersion);
  }
}
