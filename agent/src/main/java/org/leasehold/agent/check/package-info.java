/// What is missing or dangerous on this host, in words, with the fix (S12): `leasehold-agent check`
/// and the engine's question. [CheckRules] judges [HostFacts], which [HostInspection] gathers from
/// files and from sanlock; nothing is changed.
@NullMarked
package org.leasehold.agent.check;

import org.jspecify.annotations.NullMarked;
