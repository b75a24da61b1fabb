package org.leasehold.agent.rpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Lets the group of the user that SSH logs in as, and nobody else but root, use a file of ours.
public final class LeaseholdGroup {
  private static final Logger LOG = Logger.getLogger(LeaseholdGroup.class.getName());
  private static final String NAME = "leasehold";

  private LeaseholdGroup() {}

  /// @param rights such as `rw-rw----`
  public static void restrict(Path path, String rights) throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    view.setPermissions(PosixFilePermissions.fromString(rights));
    var group = group(path);
    if (group == null) {
      LOG.warning("no group '" + NAME + "' on this host: only root can use " + path);
    } else {
      view.setGroup(group);
    }
  }

  private static @Nullable GroupPrincipal group(Path path) throws IOException {
    try {
      var users = path.getFileSystem().getUserPrincipalLookupService();
      return users.lookupPrincipalByGroupName(NAME);
    } catch (UserPrincipalNotFoundException _) {
      return null;
    }
  }
}
