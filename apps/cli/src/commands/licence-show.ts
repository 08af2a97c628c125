import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows what a licence allows, in plain language.',
  positionals: ['ID'],
  options: {
    'licence-field': {
      value: 'NAME=VALUE',
      multiple: true,
      doc: 'a field of GBU2: holder, contact, commercial, derivatives, aiTraining',
    },
  },
  notes: ['The summary is no legal advice: the text of the licence decides. Of GBU2 the text is printed.'],
  examples: ['licence show CC-BY-NC-4.0', 'licence show gbu2 --licence-field commercial=allowed'],
  async run({ values, positionals: [name = ''] }) {
    const [
      {
        checkClaim,
        claimLicence,
        CUSTOM_ID,
        describeLicence,
        describeTerms,
        findLicence,
        GBU2_ID,
        gbu2Text,
        LicenceError,
      },
      { readFields },
    ] = await Promise.all([import('@demiurge/art'), import('../licence/choice.ts')])
    const fields = readFields(values['licence-field'])
    const licence = findLicence(name)
    if (licence === undefined)
      throw new LicenceError(
        'licence.Unknown',
        `"${name}" is no licence of the catalogue; licence list shows it`,
      )
    const claim =
      licence.id === CUSTOM_ID ? { licence: licence.id } : claimLicence({ licence: licence.id, fields })
    const { terms } = checkClaim(claim)
    const summary = terms === undefined ? describeLicence(licence) : describeTerms(terms)
    const text = licence.id === GBU2_ID ? gbu2Text(fields) : undefined
    return {
      data: {
        ...licence,
        ...(terms === undefined ? {} : { terms }),
        summary,
        claim,
        ...(text === undefined ? {} : { text }),
      },
      text: [
        `${licence.name} (${licence.id})`,
        ...(licence.url === undefined ? [] : [licence.url]),
        ...summary.map((sentence) => `- ${sentence}`),
        ...(text === undefined ? [] : ['', text.trimEnd()]),
      ].join('\n'),
    }
  },
})
