/// The full report every few seconds and on change, the host watch once a second, and what they are
/// made of.
@NullMarked
package org.leasehold.agent.report;

import org.jspecify.annotations.NullMarked;
