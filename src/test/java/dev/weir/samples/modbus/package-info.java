/** A Modbus server: holding registers by the functions 3, 6 and 16. */
@NullMarked
package dev.weir.samples.modbus;

import org.jspecify.annotations.NullMarked;
