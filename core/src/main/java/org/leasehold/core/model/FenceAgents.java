package org.leasehold.core.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which fence agents may be run, and what may be told to them: what would make a program run
/// another one, read a file or write one is in no list.
///
/// @see "Debian: package fence-agents, /usr/share/man/man8/fence_*.8"
public final class FenceAgents {
  /// Each is `/usr/sbin/NAME`.
  public static final List<String> NAMES =
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
  private static final List<String> IPMI =
      List.of("fence_ipmilan", "fence_ipmilanplus", "fence_idrac", "fence_ilo4", "fence_ilo5");

  private static final List<String> OPTIONS =
      List.of(
          "api_path",
          "auth",
          "cipher",
          "inet4_only",
          "inet6_only",
          "ip",
          "ipaddr",
          "ipport",
          "lanplus",
          "login",
          "login_timeout",
          "method",
          "multicast_address",
          "plug",
          "port",
          "power_timeout",
          "power_wait",
          "privlvl",
          "redfish_uri",
          "retry_on",
          "secure",
          "shell_timeout",
          "snmp_auth_prot",
          "snmp_priv_prot",
          "snmp_sec_level",
          "snmp_version",
          "ssh",
          "ssl",
          "ssl_insecure",
          "ssl_secure",
          "switch",
          "systems_uri",
          "target",
          "timeout",
          "username");

  /// Known, and kept apart from all others.
  private static final List<String> SECRETS =
      List.of("community", "passwd", "password", "snmp_priv_passwd");

  private static final int VALUE_CHARS_MAX = 256;

  private FenceAgents() {}

  /// Whether its device can be asked for a system GUID.
  public static boolean tellsGuid(String agent) {
    return IPMI.contains(agent);
  }

  /// The option that takes the secret: what SNMP calls the community, else the password.
  public static String secretOption(String agent) {
    return agent.endsWith("_snmp") ? "community" : "password";
  }

  public static boolean isSecret(String option) {
    return SECRETS.contains(option);
  }

  /// Why a device is not accepted.
  ///
  /// @return one sentence that repeats no value; null when it is fine
  public static @Nullable String refusal(String agent, Map<String, String> options) {
    if (!NAMES.contains(agent)) {
      return "no such fence agent here; there are " + String.join(", ", NAMES);
    }
    for (var option : options.entrySet()) {
      var key = option.getKey();
      if (!OPTIONS.contains(key) && !SECRETS.contains(key)) {
        return "option '%s' is not allowed; allowed are %s"
            .formatted(clean(key), String.join(", ", OPTIONS));
      }
      if (!isLegal(option.getValue())) {
        return "the value of '%s' is too long or has line breaks".formatted(key);
      }
    }
    return null;
  }

  /// Whether a value fits on one line of a program's input.
  public static boolean isLegal(String value) {
    return value.length() <= VALUE_CHARS_MAX && value.chars().noneMatch(Character::isISOControl);
  }

  private static String clean(String key) {
    var text = key.replaceAll("[^A-Za-z0-9_-]", "?");
    return text.length() <= 40 ? text : text.substring(0, 40);
  }
}
