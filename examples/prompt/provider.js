// Stands for a language model, without any network: knows most of the answers, and not always the same ones.
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');

module.exports = class {
  id() {
    return 'local:sums';
  }

  async callApi(prompt, context) {
    const { skill } = JSON.parse(fs.readFileSync(path.join(__dirname, 'model', 'settings.json'), 'utf8'));
    const luck = crypto.createHash('sha256').update(prompt + (context.repeatIndex || 0)).digest()[0];
    return { output: luck < skill ? context.vars.answer : 'I do not know', cost: 0.00001 * prompt.length };
  }
};
