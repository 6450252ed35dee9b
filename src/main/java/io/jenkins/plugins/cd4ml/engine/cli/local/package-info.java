/** What the command line knows of this machine: runs, champions of a local registry, options. */
package io.jenkins.plugins.cd4ml.engine.cli.local;
