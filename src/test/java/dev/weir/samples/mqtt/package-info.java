/** A format of one's own: the packets of MQTT. */
@NullMarked
package dev.weir.samples.mqtt;

import org.jspecify.annotations.NullMarked;
