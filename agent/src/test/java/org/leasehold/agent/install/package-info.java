@NullMarked
package org.leasehold.agent.install;

import org.jspecify.annotations.NullMarked;
