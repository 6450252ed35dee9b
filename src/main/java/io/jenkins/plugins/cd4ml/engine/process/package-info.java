/**
 * Child processes: start, output, conversation, and ending the whole tree; the virtual environments of Python that they
 * run in. What a process is asked or trains belongs to whoever starts it.
 */
package io.jenkins.plugins.cd4ml.engine.process;
