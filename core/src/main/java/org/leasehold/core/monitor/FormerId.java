package org.leasehold.core.monitor;

import java.util.TreeSet;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.StoreTopic;

/// A host that was removed while nobody reached it joins its lockspaces again when it is back,
/// under an id that no host has any more and none is ever given (S11). Before it gets its new id it
/// leaves them; one in which it holds a lease it does not leave.
record FormerId(OperationDesk.Steps steps) {
  /// Does nothing where the host has no id yet, or one that the document gives to it or to another
  /// host: then its address is that one's, and its join is refused.
  ///
  /// @throws CallException as the host refuses to leave
  void leave(HostLine line) throws CallException {
    var report = line.call(HostTopic.REPORT, new HostTopic.Nothing()).report();
    if (report == null || steps.document().hosts().containsKey(report.host())) return;
    var lockspaces = new TreeSet<LockspaceName>(steps.document().stores().keySet());
    for (var one : report.lockspaces()) lockspaces.add(one.lockspace());
    for (var lockspace : lockspaces) {
      steps.say(
          "%s leaves %s, where it was host %s"
              .formatted(line.entry().name(), lockspace, report.host()));
      leave(line, lockspace);
    }
  }

  private void leave(HostLine line, LockspaceName lockspace) throws CallException {
    try {
      line.call(
          StoreTopic.LEAVE,
          new StoreTopic.Leave(
              steps.header(line, "former id of " + line.entry().name()), lockspace));
    } catch (CallException e) {
      if (e.code() != ErrorCode.UNKNOWN_NAME) throw e;
    }
  }
}
