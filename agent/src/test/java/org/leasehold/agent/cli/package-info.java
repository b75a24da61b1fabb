@NullMarked
package org.leasehold.agent.cli;

import org.jspecify.annotations.NullMarked;
