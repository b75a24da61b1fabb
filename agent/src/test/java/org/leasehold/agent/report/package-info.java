@NullMarked
package org.leasehold.agent.report;

import org.jspecify.annotations.NullMarked;
