package io.jenkins.plugins.cd4ml.engine.train.gpu;

/**
 * What a tool said of a card at one time; NaN where it did not say.
 *
 * @param card        its number by the tool
 * @param utilization percent of the time since the tool's last sample in which the card computed
 * @param memory      bytes of the card's memory that are in use
 * @param memoryShare the same in percent of the card's memory
 * @param power       watts
 */
record GpuReading(int card, double utilization, double memory, double memoryShare, double power) {}
