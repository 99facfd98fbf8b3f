import { countersContract } from './counters.contract.ts'
import { memoryCounters } from './memory.ts'

const counters = memoryCounters()
countersContract(() => counters)
