package org.leasehold.agent.fence;

import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// Which programs may be run, and what may be told to them.
final class FenceAgent {
  /// Each is `/usr/sbin/NAME` of the package fence-agents.
  static final List<String> NAMES =
      List.of(
          "fence_apc",
          "fence_apc_snmp",
          "fence_cisco_ucs",
          "fence_eaton_snmp",
          "fence_idrac",
          "fence_ilo4",
          "fence_ilo5",
          "fence_ipmilan",
          "fence_ipmilanplus",
          "fence_redfish",
          "fence_virsh",
          "fence_vmware_rest",
          "fence_xvm");

  /// Those that speak IPMI, so that the device's GUID can be asked for.
  static final List<String> IPMI =
      List.of("fence_ipmilan", "fence_ipmilanplus", "fence_idrac", "fence_ilo4", "fence_ilo5");

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final int VALUE_CHARS_MAX = 256;

  /// What the agent itself sets, and what would make a program run another one or write a file.
  private static final List<String> NOT_ALLOWED =
      List.of(
          "action",
          "verbose",
          "verbose_level",
          "debug",
          "debug_file",
          "password_script",
          "identity_file",
          "ssh_options",
          "ipmitool_path",
          "ssh_path",
          "telnet_path",
          "sudo_path",
          "gnutlscli_path",
          "snmpget_path",
          "snmpset_path",
          "snmpwalk_path",
          "plug_separator");

  private FenceAgent() {}

  /// @throws CallException INVALID_PARAMS; values are never repeated in the sentence
  static void require(String name, SortedMap<String, String> options) throws CallException {
    if (!NAMES.contains(name)) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS,
          "no such fence agent here; there are " + String.join(", ", NAMES));
    }
    for (var option : options.entrySet()) {
      var key = option.getKey();
      if (!KEY.matcher(key).matches() || NOT_ALLOWED.contains(key)) {
        throw new CallException(
            ErrorCode.INVALID_PARAMS, "option '" + clean(key) + "' is not allowed");
      }
      boolean legal =
          option.getValue().length() <= VALUE_CHARS_MAX
              && option.getValue().chars().noneMatch(Character::isISOControl);
      if (!legal) {
        throw new CallException(
            ErrorCode.INVALID_PARAMS, "the value of '" + key + "' is too long or has line breaks");
      }
    }
  }

  private static String clean(String key) {
    var text = key.replaceAll("[^A-Za-z0-9_-]", "?");
    return text.length() <= 40 ? text : text.substring(0, 40);
  }
}
