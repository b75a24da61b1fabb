@NullMarked
package org.leasehold.agent.libvirt;

import org.jspecify.annotations.NullMarked;
